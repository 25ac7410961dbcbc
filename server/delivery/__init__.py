"""How editions of courses reach a school: offers, packs, the switch, and the ledger of it."""
