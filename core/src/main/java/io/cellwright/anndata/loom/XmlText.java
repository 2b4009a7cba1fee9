package io.cellwright.anndata.loom;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/// Texts of loom: until version 3 of the format they are ASCII, and other letters stand as entities of XML. loompy
/// takes entities out of all of them, and so does this.
final class XmlText {
    private static final Pattern ENTITY = Pattern.compile("&(?:#([0-9]{1,7})|#x([0-9a-fA-F]{1,6})|(\\w{2,4}));");
    private static final Map<String, String> NAMED = Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"",
            "apos", "'");

    private XmlText() {}

    /// The text that is meant. What is no entity stays as it is.
    static String plain(String text) {
        return text.indexOf('&') < 0 ? text
                : ENTITY.matcher(text).replaceAll(match -> Matcher.quoteReplacement(meant(match.group(), match.group(1),
                        match.group(2), match.group(3))));
    }

    private static String meant(String entity, @Nullable String decimal,
            @Nullable String hexadecimal, @Nullable String name) {
        if (name != null) {
            return NAMED.getOrDefault(name, entity);
        }
        int letter = decimal != null ? Integer.parseInt(decimal) : Integer.parseInt(String.valueOf(hexadecimal), 16);
        return Character.isValidCodePoint(letter) ? Character.toString(letter) : entity;
    }
}
