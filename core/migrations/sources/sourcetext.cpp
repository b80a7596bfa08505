#include "core/migrations/sources/sourcetext.h"

#include <QFile>
#include <QFileInfo>
#include <QStringDecoder>

namespace dumbo {

namespace {

/// The first line that is not UTF-8.
int invalidLine(const QByteArray &bytes)
{
    int number = 1;
    for (qsizetype begin = 0; begin < bytes.size(); ++number) {
        const auto found = bytes.indexOf('\n', begin);
        const auto end = found < 0 ? bytes.size() : found;
        QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
        const QString text = decoder(QByteArrayView(bytes).sliced(begin, end - begin));
        if (decoder.hasError())
            return number;
        begin = end + 1;
    }
    return 0;
}

} // namespace

std::expected<SourceText, SourceProblem> readSourceText(const QString &path)
{
    const auto problem = [&](const QString &message, int line = 0) {
        return std::unexpected(SourceProblem { path, line, message, true });
    };
    if (!QFileInfo(path).isFile())
        return problem(sourceText("This is no file that can be read, perhaps a link to nowhere. Mend it, or take it away."));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return problem(sourceText("The file can't be read: %1. Mend its permissions, or take it away.").arg(file.errorString()));
    SourceText text { file.readAll() };
    if (file.error() != QFileDevice::NoError)
        return problem(sourceText("The file can't be read: %1. Mend its permissions, or take it away.").arg(file.errorString()));
    if (text.bytes.startsWith("\xff\xfe") || text.bytes.startsWith("\xfe\xff"))
        return problem(sourceText("The file is written in UTF-16. Save it as UTF-8."));
    if (text.bytes.startsWith("\xef\xbb\xbf"))
        text.begin = 3;
    if (const auto zero = text.bytes.indexOf('\0'); zero >= 0)
        return problem(sourceText("The file holds a zero byte, which no SQL can have. Take it away, or save the file as UTF-8."),
            1 + int(QByteArrayView(text.bytes).first(zero).count('\n')));
    if (const auto line = invalidLine(text.bytes); line > 0)
        return problem(sourceText("This line is not UTF-8. Save the file as UTF-8."), line);
    return text;
}

} // namespace dumbo
