"""What an app calls: `as_app`, `kvs`, `Resolver`, and the invocation that they act in."""
