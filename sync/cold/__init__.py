"""The cold log: operations whose payload a node no longer needs at hand, in files for ever."""
