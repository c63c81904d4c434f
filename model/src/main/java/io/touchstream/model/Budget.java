package io.touchstream.model;

/** Counts how often each {@link Resource} may still be used, up to 15 times. */
record Budget(long packed) {
    static final Budget NOTHING = new Budget(0);
    private static final int BITS = 4;
    private static final int MASK = 15;

    int left(Resource resource) {
        return (int) (packed >>> (resource.place() * BITS)) & MASK;
    }

    boolean has(Resource resource) {
        return left(resource) > 0;
    }

    Budget spend(Resource resource) {
        return with(resource, left(resource) - 1);
    }

    Budget with(Resource resource, int times) {
        if (times < 0 || times > MASK) {
            throw new IllegalArgumentException("from 0 to " + MASK);
        }
        int shift = resource.place() * BITS;
        return new Budget((packed & ~((long) MASK << shift)) | (long) times << shift);
    }
}
