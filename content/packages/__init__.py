"""One module for each kind of upload; each turns what it reads into a `Plan`."""
