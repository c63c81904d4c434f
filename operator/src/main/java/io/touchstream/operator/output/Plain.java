package io.touchstream.operator.output;

/** Keeps what people read to one line each: an application's keys may hold anything, commands to a terminal among it. */
public final class Plain {
    private Plain() {}

    /** Returns a text with each character that is not to be seen written as its number, such as {@code \\u001b}. */
    public static String line(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (isSeen(point)) {
                plain.appendCodePoint(point);
            } else {
                plain.append("\\u%04x".formatted(point));
            }
        });
        return plain.toString();
    }

    private static boolean isSeen(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
