#pragma once

/// The grammar of RFC 8259, byte by byte.
namespace dumbo::json {

[[nodiscard]] constexpr bool isSpace(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

[[nodiscard]] constexpr bool isDigit(char byte)
{
    return byte >= '0' && byte <= '9';
}

[[nodiscard]] constexpr bool isHexDigit(char byte)
{
    return isDigit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

[[nodiscard]] constexpr int hexValue(char byte)
{
    return isDigit(byte) ? byte - '0' : (byte | 0x20) - 'a' + 10;
}

/// What may follow a number or literal.
[[nodiscard]] constexpr bool isDelimiter(char byte)
{
    return isSpace(byte) || byte == ',' || byte == ']' || byte == '}' || byte == ':' || byte == '[' || byte == '{';
}

[[nodiscard]] inline const char *digitsEnd(const char *at, const char *end)
{
    while (at < end && isDigit(*at))
        ++at;
    return at;
}

/// Behind the longest number that begins here; null where none does.
[[nodiscard]] inline const char *numberEnd(const char *at, const char *end)
{
    if (at < end && *at == '-')
        ++at;
    if (at == end || !isDigit(*at))
        return nullptr;
    at = *at == '0' ? at + 1 : digitsEnd(at, end);
    if (at < end && *at == '.') {
        const char *fraction = at + 1;
        at = digitsEnd(fraction, end);
        if (at == fraction)
            return nullptr;
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        const char *exponent = at + 1;
        if (exponent < end && (*exponent == '+' || *exponent == '-'))
            ++exponent;
        at = digitsEnd(exponent, end);
        if (at == exponent)
            return nullptr;
    }
    return at;
}

} // namespace dumbo::json
