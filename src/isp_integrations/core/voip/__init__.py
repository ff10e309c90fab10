"""The VoIP family (virtual PABX): models, state machine, rules, hookspecs and operations."""
