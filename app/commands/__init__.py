"""The sub-commands of the command line and their shared flags."""
