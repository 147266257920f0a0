"""What a file is and says: one small module for each format, each `read(source, out) -> Reading`. No Django here."""
