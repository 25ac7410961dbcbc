"""Who has read many people's data at once: reports, packs, lists and files of whole classes."""
