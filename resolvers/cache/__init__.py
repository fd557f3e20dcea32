"""The cache: values stored between invocations, in a closed set of shapes."""
