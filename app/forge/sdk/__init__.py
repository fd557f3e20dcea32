"""The implementation of the SDK: `as_app`, `kvs`, `Resolver`, and the current invocation."""
