"""The words of what a step found, for a person; a JSON document keeps them as they are."""

import re

WORDS = {
    "activate": "ativar",
    "activating": "em ativação",
    "active": "ativo",
    "authorise": "autorização",
    "block": "bloquear",
    "blocked": "bloqueado",
    "blocked_automatic": "bloqueio automático",
    "blocked_total": "bloqueio total",
    "cancel": "cancelar",
    "cancelled": "cancelado",
    "cancelled_local_only": "cancelado só no ERP",
    "completed": "concluída",
    "deactivate": "desativar",
    "deactivated": "desativado",
    "disable": "desativar",
    "disabled": "desativado",
    "done": "feito",
    "enable": "ativar",
    "enabled": "ativa",
    "executed": "executado",
    "give_back": "liberar",
    "good": "sinal bom",
    "in_use": "em uso",
    "inactive": "inativo",
    "line": "linha",
    "online": "no ar",
    "payment_overdue": "financeiro em atraso",
    "port": "porta",
    "pre_contract": "pré-contrato",
    "removed": "removida",
    "reserved": "reservado",
    "saved": "salvo",
    "scheduled": "agendada",
    "sva_user": "sva",
    "unblock": "desbloquear",
    "wan": "conexão",
}
_WORD = re.compile(r"[a-z_]+")


def in_portuguese(found: str) -> str:
    """`found` with every word that has one in pt-BR; names stay."""
    return _WORD.sub(lambda word: WORDS.get(word[0], word[0]), found)
