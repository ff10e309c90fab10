"""The mobile-line family (MVNO): models, state machines, rules, hookspecs and operations."""
