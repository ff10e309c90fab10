"""Writes `data/ixc-export.json` and `data/pedidos.json`: synthetic people, the same bytes on every run.

The export is shaped as IXC's webservice answers: every value a text, S/N flags, letter statuses, paged lists.
The orders say what the demo asks for, line by line, and what must come of it.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

Row: TypeAlias = dict[str, str]
Order: TypeAlias = dict[str, object]

FOLDER = Path(__file__).parent / "data"

CONTEL, SURF, UNTESTED, NOT_REGISTERED = "1", "2", "3", "9"
PLAN_10GB, PLAN_20GB = "11", "12"
MOBILE_10GB, MOBILE_20GB, MOBILE_OF_SURF, MOBILE_UNMAPPED = "501", "502", "503", "504"
INTERNET, SVA, TV, SERVICE, TELEPHONY = "601", "602", "603", "604", "605"
TYPES = {
    MOBILE_10GB: "SMP",
    MOBILE_20GB: "SMP",
    MOBILE_OF_SURF: "SMP",
    MOBILE_UNMAPPED: "SMP",
    INTERNET: "I",
    SVA: "SVA",
    TV: "TV",
    SERVICE: "S",
    TELEPHONY: "T",
}
SALES_PLAN = "70"
DONOR = "11"

ALPHABET_START = ord("0")
CNPJ_WEIGHTS = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)


def cpf(number: int) -> str:
    """A valid CPF out of a range that is plainly made up, masked as IXC stores it."""
    digits = [int(sign) for sign in f"9999990{number:02d}"]
    for size in (10, 11):
        digits.append(sum(d * w for d, w in zip(digits, range(size, 1, -1), strict=True)) * 10 % 11 % 10)
    text = "".join(map(str, digits))
    return f"{text[:3]}.{text[3:6]}.{text[6:9]}-{text[9:]}"


def cnpj(root: str) -> str:
    """A valid CNPJ for twelve signs, letters included."""
    signs = root
    for weights in (CNPJ_WEIGHTS[1:], CNPJ_WEIGHTS):
        rest = sum((ord(sign) - ALPHABET_START) * w for sign, w in zip(signs, weights, strict=True)) % 11
        signs += "0" if rest in {0, 1} else str(11 - rest)
    return f"{signs[:2]}.{signs[2:5]}.{signs[5:8]}/{signs[8:12]}-{signs[12:]}"


def iccid(number: int) -> str:
    """A 19-digit ICCID of an issuer that does not exist, with its Luhn digit."""
    digits = f"895599000000000{number:03d}"
    doubled = (int(d) * (2 - place % 2) for place, d in enumerate(reversed(digits)))
    return f"{digits}{-sum(value - 9 * (value // 10) for value in doubled) % 10}"


def phone(number: int, area_code: str = "11") -> str:
    """A mobile number of a made-up range, national digits."""
    return f"{area_code}900000{number:03d}"


def customer(key: str, name: str, tax_id: str, **changes: str) -> Row:
    """One `cliente`."""
    login = name.partition(" ")[0].lower()
    mobile = phone(900 + int(key))
    return {
        "id": key,
        "razao": name,
        "fantasia": "",
        "tipo_pessoa": "J" if "/" in tax_id else "F",
        "cnpj_cpf": tax_id,
        "data_nascimento": f"1980-01-{int(key):02d}",
        "telefone_celular": f"({mobile[:2]}) {mobile[2:7]}-{mobile[7:]}",
        "email": f"{login}@example.invalid",
        "endereco": "Rua Inventada",
        "numero": str(100 + int(key)),
        "complemento": "",
        "bairro": "Bairro Fictício",
        "cidade": "3550",
        "uf": "26",
        "cep": "01000-000",
        "ativo": "S",
        **changes,
    }


def contract(key: str, owner: str, pair: str, **changes: str) -> Row:
    """One `cliente_contrato`; `pair` is `status/status_internet`."""
    status, access = pair.split("/")
    return {
        "id": key,
        "id_cliente": owner,
        "id_filial": "1",
        "id_vd_contrato": "0",
        "contrato": f"Contrato {key}",
        "status": status,
        "status_internet": access,
        "status_velocidade": "N",
        "contrato_suspenso": "N",
        "motivo_inclusao": "I",
        "data_ativacao": "2025-03-10" if status != "P" else "0000-00-00",
        "data_cancelamento": "0000-00-00",
        **changes,
    }


def item(contract_id: str, product: str, sales_plan: str = "0") -> Row:
    """One `vd_contratos_produtos`, without its id."""
    return {
        "id_contrato": contract_id,
        "id_vd_contrato": sales_plan,
        "id_produto": product,
        "id_plano": "0",
        "tipo": TYPES[product],
        "descricao": f"Produto {product}",
        "qtde": "1",
        "valor_unit": "49.90",
    }


def line(number: int, status: str = "A", contract_id: str = "101", **changes: str) -> Row:
    """One `linha_mvno` of the Contel integration, on the 10 GB plan."""
    return {
        "id": str(number),
        "api": "A",
        "id_contrato": contract_id,
        "id_integracao": CONTEL,
        "id_linha_integracao": str(7000 + number),
        "id_plano_integracao": PLAN_10GB,
        "id_contrato_integracao": "",
        "id_customer_mvno": str(8000 + int(contract_id)),
        "id_account_mvno": "",
        "id_portabilidade_integracao": "",
        "id_prod_ixc_mvno": "1",
        "simcard": iccid(number),
        "esim": "N",
        "link_esim": "",
        "msisdn": f"55{phone(number)}",
        "numero_telefone": phone(number)[2:],
        "ddd_telefone": phone(number)[:2],
        "numero_temporario": "",
        "tipo_numero": "1",
        "portabilidade": "N",
        "operadora_origem": "",
        "data_agendamento": "0000-00-00",
        "status_linha": status,
        "status_portabilidade": "",
        "dados_moveis": "10240",
        "voz": "Ilimitado",
        "sms": "100",
        "dia_recorrencia": "10",
        "data_recarga": "0000-00-00",
        "expiracao_dados": "0000-00-00",
        "consulta_saldo": "",
        "profile_mvno": "",
        "login": "",
        "senha": "",
        "token_validacao": "",
        "status_aplicativo": "",
        **changes,
    }


def ported(number: int, status: str, **changes: str) -> Row:
    """An active line with a port-in behind it."""
    return line(
        number,
        portabilidade="S",
        status_portabilidade=status,
        operadora_origem="Operadora Fictícia",
        data_agendamento="2026-03-02",
        id_portabilidade_integracao=str(9000 + number),
        **changes,
    )


BROKEN_CPF = "999.999.004-00"

CUSTOMERS = [
    customer("1", "Aurora Exemplo", cpf(1)),
    customer("2", "Bento Fictício", cpf(2)),
    customer("3", "Célia Imaginária", cpf(3), email="celia@example.invalid"),
    customer("4", "Davi Inventado", BROKEN_CPF),
    customer("5", "Padaria Imaginária Ltda", cnpj("999999990001")),
    customer("6", "Oficina Inventada Ltda", cnpj("SY9NTH3T00AB")),
    customer("7", "Elisa Suposta", cpf(7), ativo="N", data_nascimento="0000-00-00", telefone_celular=""),
]

CONTRACTS = [
    contract("101", "1", "A/A"),
    contract("102", "2", "A/FA"),
    contract("200", "3", "A/A"),
    contract("201", "3", "A/A"),
    contract("202", "3", "P/D"),
    contract("203", "3", "P/AA"),
    contract("204", "3", "A/FA"),
    contract("205", "3", "A/CM"),
    contract("206", "3", "A/CA"),
    contract("207", "3", "A/A", contrato_suspenso="S"),
    contract("208", "3", "I/D", data_cancelamento="2026-01-15"),
    contract("209", "3", "N/D"),
    contract("210", "3", "D/D"),
    contract("211", "3", "A/CE"),
    contract("212", "3", "Z/A"),
    contract("213", "3", "A/A", status_velocidade="R"),
    contract("214", "3", "A/A"),
    contract("215", "3", "A/A"),
    contract("216", "3", "A/A"),
    contract("217", "4", "A/A"),
    contract("218", "5", "A/A"),
    contract("219", "6", "A/A"),
    contract("220", "1", "A/A"),
    contract("221", "1", "A/A"),
    contract("222", "3", "A/A", id_vd_contrato=SALES_PLAN, motivo_inclusao="L"),
    contract("223", "7", "A/A"),
]

OTHER_PRODUCT = {
    "201": MOBILE_20GB,
    "214": INTERNET,
    "215": MOBILE_OF_SURF,
    "216": MOBILE_UNMAPPED,
    "221": MOBILE_20GB,
}
ITEMS = [
    *(item(row["id"], OTHER_PRODUCT.get(row["id"], MOBILE_10GB)) for row in CONTRACTS if row["id"] != "222"),
    item("0", MOBILE_10GB, SALES_PLAN),
    *(item("200", product) for product in (INTERNET, SVA, TV, SERVICE, TELEPHONY)),
]

PLATFORM_PLANS = [
    (MOBILE_10GB, CONTEL, PLAN_10GB),
    (MOBILE_20GB, CONTEL, PLAN_20GB),
    (MOBILE_10GB, UNTESTED, PLAN_10GB),
    (MOBILE_10GB, SURF, PLAN_10GB),
    (MOBILE_10GB, NOT_REGISTERED, PLAN_10GB),
    (MOBILE_OF_SURF, SURF, "S-20"),
]

LINES = [
    line(1),
    line(2),
    ported(3, "CO"),
    line(4),
    line(5, tipo_numero="2"),
    line(6),
    line(7),
    line(8, api="I", id_linha_integracao=""),
    line(9, msisdn="", esim="S", link_esim="LPA:1$esim.example.invalid$FICTICIO-9"),
    line(10),
    line(11),
    line(12),
    line(13),
    line(14),
    line(15),
    line(16, id_integracao=UNTESTED),
    line(17, "AA"),
    line(18, "BA"),
    line(19, "BT"),
    line(20, "BR"),
    line(21, "BP"),
    line(22, "BI"),
    line(23, "I"),
    line(24, "C"),
    line(25, "ZZ"),
    ported(26, "A", numero_temporario=phone(926)),
    ported(27, "R"),
    ported(28, "CA"),
    ported(29, ""),
    ported(30, "XX"),
    ported(31, "A") | {"portabilidade": "N"},
    line(32),
    line(33, api="I", id_linha_integracao=""),
    line(34, id_integracao=SURF),
    line(35, id_integracao=NOT_REGISTERED),
    line(36, contract_id="102"),
    line(37, contract_id="102", tipo_numero="3"),
    line(38, contract_id="102", tipo_numero="4", simcard=iccid(38) + "F"),
    line(39, contract_id="102", tipo_numero="5", simcard=iccid(39)[:-1] + "X"),
    line(40, contract_id="102", tipo_numero="6", msisdn="", ddd_telefone="47", numero_telefone="90000-0040"),
    line(41, contract_id="102", tipo_numero="7", msisdn="+55 (21) 90000-0041", esim="talvez"),
    line(
        42,
        contract_id="199",
        tipo_numero="8",
        api="",
        portabilidade="S",
        status_portabilidade="CO",
        data_agendamento="31/12/2026",
    ),
]


def page(rows: Sequence[Row]) -> dict[str, object]:
    """A list as the webservice answers it."""
    return {"page": "1", "total": str(len(rows)), "registros": rows}


def numbered(rows: Sequence[Row], start: int) -> list[Row]:
    """Rows with an id each."""
    return [{"id": str(number), **row} for number, row in enumerate(rows, start=start)]


def export() -> dict[str, object]:
    """The host's export."""
    plans = [
        {
            "id_produto_ixc": product,
            "id_integracao": integration,
            "id_plano_integracao": plan,
            "id_plano_integracao_add": "",
            "ativo": "S",
        }
        for product, integration, plan in PLATFORM_PLANS
    ]
    return {
        "linha_mvno": page(LINES),
        "cliente_contrato": page(CONTRACTS),
        "cliente": page(CUSTOMERS),
        "vd_contratos_produtos": page(numbered(ITEMS, 3001)),
        "produtos_ixc_mvno": page(numbered(plans, 1)),
        "cidade": page([{"id": "3550", "nome": "São Paulo", "uf": "26"}]),
        "uf": page([{"id": "26", "nome": "São Paulo", "sigla": "SP"}]),
    }


MOVED = ["LineContractChanged", "LineHolderUpdated", "BillingOwnerChanged"]
MOVED_AND_REPLANNED = ["LineContractChanged", "LineHolderUpdated", "LinePlanChanged", "BillingOwnerChanged"]


def done(events: Sequence[str], warnings: Sequence[str] = ()) -> dict[str, object]:
    """An order that must succeed."""
    return {"outcome": "done", "rules": [], "warnings": list(warnings), "events": list(events)}


def refused(*rules: str) -> dict[str, object]:
    """An order that must be refused by every one of `rules`, in this order, and by nothing else."""
    return {"outcome": "refused", "rules": list(rules), "warnings": [], "events": []}


Transfer: TypeAlias = tuple[str, int, str, str, Mapping[str, object]]

DONE_TRANSFERS: list[Transfer] = [
    ("outro titular, mesmo plano", 1, "200", "3", done(MOVED)),
    ("outro titular, outro plano", 2, "201", "3", done(MOVED_AND_REPLANNED)),
    ("linha portada, portabilidade concluída", 3, "200", "3", done(MOVED)),
    ("novo titular com CNPJ numérico", 4, "218", "5", done(MOVED)),
    ("novo titular com CNPJ alfanumérico", 5, "219", "6", done(MOVED)),
    (
        "mesmo cliente, mesmo plano: só o ERP muda",
        6,
        "220",
        "1",
        done(["LineContractChanged", "BillingOwnerChanged"]),
    ),
    (
        "mesmo cliente, outro plano",
        7,
        "221",
        "1",
        done(["LineContractChanged", "LinePlanChanged", "BillingOwnerChanged"]),
    ),
    (
        "mesmo cliente, linha só no ERP: a plataforma não é chamada",
        8,
        "220",
        "1",
        done(["LineContractChanged", "BillingOwnerChanged"]),
    ),
    ("eSIM; produto móvel vem do plano de venda", 9, "222", "3", done(MOVED)),
    ("destino com financeiro em atraso: sem aviso", 10, "204", "3", done(MOVED)),
    ("destino com bloqueio manual: aviso", 11, "205", "3", done(MOVED, ["MVNO-TRANSFER-3"])),
    ("destino com bloqueio automático: aviso", 12, "206", "3", done(MOVED, ["MVNO-TRANSFER-3"])),
    ("destino suspenso a pedido: aviso", 13, "207", "3", done(MOVED, ["MVNO-TRANSFER-3"])),
    ("destino com acesso desconhecido (CE): aviso", 14, "211", "3", done(MOVED, ["MVNO-TRANSFER-3"])),
    ("destino com velocidade reduzida", 15, "213", "3", done(MOVED)),
    ("último teste da integração falhou: aviso", 16, "200", "3", done(MOVED, ["MVNO-TRANSFER-PRE-1"])),
]

REFUSED_TRANSFERS: list[Transfer] = [
    ("linha não cadastrada", 999, "200", "3", refused("MVNO-TRANSFER-PRE-2")),
    ("sem contrato novo", 32, "", "3", refused("MVNO-TRANSFER-8")),
    ("integração da linha não cadastrada", 35, "200", "3", refused("MVNO-TRANSFER-PRE-1")),
    ("plataforma conhecida só pelo nome", 34, "200", "3", refused("MVNO-TRANSFER-PRE-3")),
    ("linha aguardando ativação", 17, "200", "3", refused("MVNO-TRANSFER-1")),
    ("linha com bloqueio parcial", 18, "200", "3", refused("MVNO-TRANSFER-1")),
    ("linha com bloqueio total", 19, "200", "3", refused("MVNO-TRANSFER-1")),
    ("linha com bloqueio por roubo", 20, "200", "3", refused("MVNO-TRANSFER-1")),
    ("linha com bloqueio por perda", 21, "200", "3", refused("MVNO-TRANSFER-1")),
    ("linha com bloqueio por uso indevido", 22, "200", "3", refused("MVNO-TRANSFER-1")),
    ("linha inativa", 23, "200", "3", refused("MVNO-TRANSFER-1")),
    ("linha cancelada", 24, "200", "3", refused("MVNO-TRANSFER-1")),
    ("linha com status desconhecido", 25, "200", "3", refused("MVNO-TRANSFER-1")),
    ("portabilidade aguardando", 26, "200", "3", refused("MVNO-TRANSFER-2")),
    ("portabilidade recusada", 27, "200", "3", refused("MVNO-TRANSFER-2")),
    ("portabilidade cancelada", 28, "200", "3", refused("MVNO-TRANSFER-2")),
    ("portada, sem status de portabilidade", 29, "200", "3", refused("MVNO-TRANSFER-2")),
    ("portabilidade com status desconhecido", 30, "200", "3", refused("MVNO-TRANSFER-2")),
    ("portabilidade em curso, apesar da marca N", 31, "200", "3", refused("MVNO-TRANSFER-2")),
    ("destino em pré-contrato", 32, "202", "3", refused("MVNO-TRANSFER-3")),
    ("destino aguardando assinatura", 32, "203", "3", refused("MVNO-TRANSFER-3")),
    ("destino inativo", 32, "208", "3", refused("MVNO-TRANSFER-3")),
    ("destino negativado", 32, "209", "3", refused("MVNO-TRANSFER-3")),
    ("destino desistiu", 32, "210", "3", refused("MVNO-TRANSFER-3")),
    ("destino com status desconhecido", 32, "212", "3", refused("MVNO-TRANSFER-3")),
    ("destino de outro cliente", 32, "200", "2", refused("MVNO-TRANSFER-4")),
    ("destino é o próprio contrato", 32, "101", "1", refused("MVNO-TRANSFER-6")),
    ("destino sem produto de telefonia móvel", 32, "214", "3", refused("MVNO-TRANSFER-9")),
    ("produto móvel só em outra integração", 32, "215", "3", refused("MVNO-TRANSFER-10")),
    ("produto móvel sem plano na plataforma", 32, "216", "3", refused("MVNO-TRANSFER-10")),
    ("linha só no ERP, outro titular", 33, "200", "3", refused("MVNO-TRANSFER-11")),
    ("novo titular com CPF inválido no cadastro", 32, "217", "4", refused("MVNO-TRANSFER-13")),
    ("duas regras: linha e destino", 19, "208", "3", refused("MVNO-TRANSFER-1", "MVNO-TRANSFER-3")),
    ("duas regras: portabilidade e produto", 26, "214", "3", refused("MVNO-TRANSFER-2", "MVNO-TRANSFER-9")),
    (
        "duas regras: status e titular do destino",
        32,
        "208",
        "2",
        refused("MVNO-TRANSFER-3", "MVNO-TRANSFER-4"),
    ),
]


def transfers() -> list[Order]:
    """The ownership transfers, happy ones first; the two that alter a read-only field are spelt out."""
    orders: list[Order] = [
        {
            "id": f"T{number:02d}",
            "kind": "transfer",
            "note": note,
            "line": str(line_id),
            "new_contract": target,
            "new_holder": holder,
            "expect": dict(expect),
        }
        for number, (note, line_id, target, holder, expect) in enumerate(
            [*DONE_TRANSFERS, *REFUSED_TRANSFERS], start=1
        )
    ]
    read_only = {"kind": "transfer", "line": "32", "new_contract": "200", "new_holder": "3"}
    another_line = {"note": "o pedido altera o id da linha", "request_line": "1"}
    stale = {"note": "o contrato atual do pedido já não é o da linha", "current_contract": "102"}
    for number, change in enumerate((another_line, stale), start=len(orders) + 1):
        orders.append({"id": f"T{number:02d}", **read_only, **change, "expect": refused("MVNO-TRANSFER-7")})
    return orders


def line_orders() -> list[Order]:
    """Swap, block, unblock, plan change and top-up, and one refusal of each rule."""
    return [
        {
            "id": "S01",
            "kind": "swap_sim",
            "note": "troca de chip",
            "line": "37",
            "new_iccid": iccid(137),
            "reason": "Perda",
            "expect": done(["LineSimSwapped"]),
        },
        {
            "id": "S02",
            "kind": "swap_sim",
            "note": "troca de chip em linha com bloqueio total",
            "line": "19",
            "new_iccid": iccid(119),
            "reason": "Perda",
            "expect": refused("MVNO-LINE-6"),
        },
        {
            "id": "B01",
            "kind": "block",
            "note": "bloqueio total por inadimplência",
            "line": "36",
            "scope": "total",
            "reason": "debt",
            "expect": done(["LineStatusChanged"], ["MVNO-LINE-5", "MVNO-LINE-5"]),
        },
        {
            "id": "B02",
            "kind": "unblock",
            "note": "desbloqueio da mesma linha",
            "line": "36",
            "expect": done(["LineStatusChanged"]),
        },
        {
            "id": "B03",
            "kind": "block",
            "note": "perda só existe como bloqueio total",
            "line": "36",
            "scope": "partial",
            "reason": "loss",
            "expect": refused("MVNO-LINE-5"),
        },
        {
            "id": "P01",
            "kind": "change_plan",
            "note": "troca de plano em linha bloqueada",
            "line": "19",
            "plan": PLAN_20GB,
            "expect": refused("MVNO-LINE-7"),
        },
        {
            "id": "P02",
            "kind": "change_plan",
            "note": "troca de plano",
            "line": "36",
            "plan": PLAN_20GB,
            "expect": done(["LinePlanChanged"]),
        },
        {
            "id": "R01",
            "kind": "top_up",
            "note": "recarga paga do saldo da revenda",
            "line": "36",
            "plan": PLAN_20GB,
            "expect": done(["LineToppedUp"]),
        },
    ]


def activation(key: str, note: str, number: int, port_in: Mapping[str, str], expect: object) -> Order:
    """An activation with port-in for customer 3."""
    return {
        "id": key,
        "kind": "activate",
        "note": note,
        "customer": "3",
        "contract": "200",
        "plan": PLAN_10GB,
        "area_code": "11",
        "iccid": iccid(number),
        "port_in": dict(port_in),
        "expect": expect,
    }


def activations() -> list[Order]:
    """One activation with port-in followed to its end, and one refusal of each of its rules."""
    followed = [
        "LineActivationRequested",
        "LineStatusChanged",
        "PortabilityRequested",
        "PortabilityStatusChanged",
        "PortabilityStatusChanged",
    ]
    other_holder = {"other_holder_name": "Bento Fictício", "other_holder_tax_id": cpf(2)}
    return [
        activation(
            "A01",
            "ativação com portabilidade, acompanhada até concluir",
            201,
            {"number": phone(301), "donor_operator": DONOR},
            done(followed),
        ),
        activation(
            "A02",
            "número a portar de outro DDD",
            202,
            {"number": phone(302, "21"), "donor_operator": DONOR},
            refused("MVNO-PORT-1"),
        ),
        activation(
            "A03",
            "número a portar de outra pessoa, que a plataforma não aceita",
            203,
            {"number": phone(303), "donor_operator": DONOR, **other_holder},
            refused("MVNO-PORT-2"),
        ),
    ]


def orders() -> dict[str, object]:
    """The orders, with the integrations that the host has registered."""
    return {
        "integration": CONTEL,
        "integrations": [
            {"id": CONTEL, "platform": "contel", "description": "Contel", "last_check_ok": True},
            {"id": SURF, "platform": "surf", "description": "Surf", "last_check_ok": None},
            {"id": UNTESTED, "platform": "contel", "description": "Contel, filial", "last_check_ok": False},
        ],
        "orders": [*transfers(), *line_orders(), *activations()],
    }


def text(content: object) -> str:
    """The file's text."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def files() -> dict[str, str]:
    """Every file this script writes, by name."""
    return {"ixc-export.json": text(export()), "pedidos.json": text(orders())}


if __name__ == "__main__":
    for name, content in files().items():
        (FOLDER / name).write_text(content, encoding="utf-8")
