"""Episodes: special cases in the life of one issue around one sprint."""
