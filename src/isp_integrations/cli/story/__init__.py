"""The stories that `demo` tells: a customer's life over every family, and one mobile line's on any platform."""
