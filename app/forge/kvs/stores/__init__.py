"""The stores of the key-value service, one file each."""
