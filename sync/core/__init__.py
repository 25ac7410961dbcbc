"""Values in, values out: no clock, socket, thread, random source or database is imported here."""
