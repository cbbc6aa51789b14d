"""The request path: routing, binding, authentication, answers."""
