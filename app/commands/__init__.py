"""The sub-commands of the command line and the flags that they share."""
