"""The arithmetic: pure. The standard library only, no clock, no I/O."""
