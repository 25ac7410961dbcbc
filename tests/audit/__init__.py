"""The pinned locks against published advisories: `make audit`."""
