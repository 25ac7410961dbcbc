"""How Tirek gets onto a box, and from one release to the next."""
