"""Law and practice in three-valued logic, pure Python: `load` reads content/, `assess` and the rest work it out."""
