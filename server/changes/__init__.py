"""What phones are told: a feed per scope, compacted to the latest change of each record."""
