"""The demo company: a simulation of teams and their boards."""
