"""The certificates that phones see: the school's own name, the box's own authority, TLS itself."""
