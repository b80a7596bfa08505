#include "core/sdk/longvalue.h"

#include "core/base/spillfile.h"

namespace dumbo {

namespace {

class SpilledValue final : public LongValue {
public:
    explicit SpilledValue(std::shared_ptr<const SpillFile> file)
        : m_file(std::move(file))
    {
    }

    qint64 size() const override { return m_file->size(); }
    Result<QByteArray> read(qint64 offset, qint64 length) const override { return m_file->read(offset, length); }

private:
    std::shared_ptr<const SpillFile> m_file;
};

} // namespace

LongValue::LongValue() = default;
LongValue::~LongValue() = default;

Result<std::shared_ptr<const LongValue>> LongValue::inFile(std::span<const char> bytes)
{
    const auto file = SpillFile::create();
    if (!file)
        return fail(file.error());
    if (const auto written = (*file)->append(bytes); !written)
        return fail(written.error());
    return std::make_shared<const SpilledValue>(*file);
}

} // namespace dumbo
