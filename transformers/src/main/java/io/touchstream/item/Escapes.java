package io.touchstream.item;

/** Percent-escapes the four characters that structure a key's canonical text, and nothing else. */
public final class Escapes {
    private Escapes() {}

    /** Escapes {@code %}, {@code &}, {@code =} and {@code /}. */
    public static String escape(String text) {
        return text.replace("%", "%25").replace("&", "%26").replace("=", "%3D").replace("/", "%2F");
    }

    /** Undoes {@link #escape}. */
    public static String unescape(String text) {
        return text.replace("%2F", "/").replace("%3D", "=").replace("%26", "&").replace("%25", "%");
    }
}
