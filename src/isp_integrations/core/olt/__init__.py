"""OLT family: ONUs found, provisioned, looked after and removed, whatever equipment or system stands behind."""
