"""Events in streams, each stream a hash chain; anchors over all of them, and their verification."""
