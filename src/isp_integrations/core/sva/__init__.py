"""Value-added services (SVA): models, rules, hookspecs and operations."""
