"""A school seen as a whole: the overview of its leaders, inspectors' accounts and their packs."""
