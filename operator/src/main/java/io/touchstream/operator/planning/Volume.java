package io.touchstream.operator.planning;

/**
 * Adds up the units of a migration's steps over items.
 *
 * @param items how many source items
 * @param sourceBytes their size, in bytes
 * @param touchUnits write units of touching them, indexes included
 * @param sourceReadUnits read units of reading each by its key, consistently
 * @param images how many target items they yield
 * @param targetBytes the size of those, in bytes
 * @param putUnits write units of putting those, without indexes
 * @param indexUnits write units of their index entries
 * @param targetReadUnits read units of reading each by its key, consistently
 */
record Volume(
        double items,
        double sourceBytes,
        double touchUnits,
        double sourceReadUnits,
        double images,
        double targetBytes,
        double putUnits,
        double indexUnits,
        double targetReadUnits) {
    static final Volume NONE = new Volume(0, 0, 0, 0, 0, 0, 0, 0, 0);

    Volume plus(Volume other) {
        return new Volume(
                items + other.items,
                sourceBytes + other.sourceBytes,
                touchUnits + other.touchUnits,
                sourceReadUnits + other.sourceReadUnits,
                images + other.images,
                targetBytes + other.targetBytes,
                putUnits + other.putUnits,
                indexUnits + other.indexUnits,
                targetReadUnits + other.targetReadUnits);
    }

    Volume times(double factor) {
        return new Volume(
                items * factor,
                sourceBytes * factor,
                touchUnits * factor,
                sourceReadUnits * factor,
                images * factor,
                targetBytes * factor,
                putUnits * factor,
                indexUnits * factor,
                targetReadUnits * factor);
    }
}
