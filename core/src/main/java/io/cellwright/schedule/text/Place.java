package io.cellwright.schedule.text;

/// A part of the text.
///
/// @param start first character
/// @param end behind the last
record Place(int start, int end) {
    /// From the start of this to the end of the other.
    Place to(Place other) {
        return new Place(start, other.end);
    }
}
