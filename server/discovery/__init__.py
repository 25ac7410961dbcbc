"""How phones find the box: its name on the network, their probes, pages that say where one is."""
