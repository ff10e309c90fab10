"""The contract's life mirrored on every service it pays for: events in, a plan of actions out.

:mod:`plan` makes a :class:`~isp_integrations.core.erp.lifecycle.plan.Plan` from what a contract *is*;
:mod:`carrying` is the one operation that carries an action out on its platform; :mod:`kinds` is the one place that
names the kinds of service.
"""
