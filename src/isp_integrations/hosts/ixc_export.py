"""A whole IXC export: the answers of its webservice, by table, in one JSON object."""

from collections.abc import Callable, Iterator, Mapping
from typing import Self, TypeVar

import attrs

from isp_integrations.core.erp.models import Contract, ContractItem, Customer
from isp_integrations.core.errors import InvalidRecord
from isp_integrations.core.mvno.models import MvnoLine
from isp_integrations.hosts import ixc
from isp_integrations.hosts.reading import Adapted, Problem, Reading

T = TypeVar("T")
E = TypeVar("E", MvnoLine, Contract, Customer)

MAIN_TABLES = ("linha_mvno", "cliente_contrato", "cliente", "vd_contratos_produtos")
LONGEST_TOTAL = 9


@attrs.frozen(kw_only=True)
class IxcExport:
    """Lines, contracts and customers of an export, by id in the file's order, and every problem in it."""

    lines: Mapping[str, MvnoLine] = attrs.field(repr=False)
    contracts: Mapping[str, Contract] = attrs.field(repr=False)
    customers: Mapping[str, Customer] = attrs.field(repr=False)
    problems: tuple[Problem, ...] = ()

    @classmethod
    def read(cls, data: object, *, iccid_luhn: bool = True) -> Self:
        """Read parsed JSON: one object with the tables `MAIN_TABLES`, by name.

        A table is a list of records, or what the webservice answers: `{"page", "total", "registros": […]}`.
        `produtos_ixc_mvno`, `cidade` and `uf` may stand beside them: without the first no item has a plan,
        without the others no address a city. A record that is no entity is left out; a problem says which.

        Raises:
            InvalidRecord: `data` is not an object, or holds none of the four tables.
        """
        source = _Source(data)
        items = _Items(source)
        contracts = source.entities("cliente_contrato", lambda row: ixc.contract(row, items=items.of(row)))
        places = ixc.Places(cities=source.names("cidade", "nome"), states=source.names("uf", "sigla"))
        customers = source.entities("cliente", lambda row: ixc.customer(row, places=places))
        lines = source.entities(
            "linha_mvno",
            lambda row: ixc.line(row, customer_id=_owner(row, contracts), iccid_luhn=iccid_luhn),
        )
        return cls(
            lines=lines,
            contracts=contracts,
            customers=customers,
            problems=(*source.problems, *_broken_links(lines, contracts, customers)),
        )

    def contract_of(self, line: MvnoLine) -> Contract | None:
        """The line's present contract, `None` where the export does not hold it."""
        return self.contracts.get(line.contract_id or "")

    def customer_of(self, contract: Contract) -> Customer | None:
        """The contract's customer, `None` where the export does not hold it."""
        return self.customers.get(contract.customer_id)

    def lines_of(self, contract_id: str) -> tuple[MvnoLine, ...]:
        """The lines of a contract."""
        return tuple(line for line in self.lines.values() if line.contract_id == contract_id)


class _Source:
    """The tables of one export, and the problems met while they are read."""

    def __init__(self, data: object) -> None:
        if not isinstance(data, Mapping) or not any(table in data for table in MAIN_TABLES):
            raise InvalidRecord(problems=(f"exportação: deve ser um objeto JSON com {', '.join(MAIN_TABLES)}",))
        self._tables: Mapping[object, object] = data
        self.problems: list[Problem] = []
        for table in MAIN_TABLES:
            if table not in data:
                self._note(table, "a tabela não está na exportação")

    def _note(self, table: str, message: str) -> None:
        self.problems.append(Problem(record=table, field="registros", message=message))

    def _records(self, table: str) -> list[Mapping[str, object]]:
        found = self._tables.get(table, [])
        if isinstance(found, Mapping):
            total = Reading(table, found).text("total")
            found = found.get("registros", [])
            if isinstance(found, list) and not _all_of(total, found):
                self._note(table, "a exportação não traz todos os registros da tabela")
        if isinstance(found, list):
            return found
        self._note(table, "deve ser uma lista de registros")
        return []

    def each(
        self, table: str, adapt: Callable[[Mapping[str, object]], Adapted[T]]
    ) -> Iterator[tuple[Mapping[str, object], T]]:
        """The records of a table that make an entity, with it; the problems of all of them are kept."""
        for position, record in enumerate(self._records(table), start=1):
            adapted = adapt(record)
            self.problems += (
                attrs.evolve(problem, record=problem.record.replace("sem id", f"na posição {position}"))
                for problem in adapted.problems
            )
            if adapted.value is not None:
                yield record, adapted.value

    def entities(self, table: str, adapt: Callable[[Mapping[str, object]], Adapted[E]]) -> Mapping[str, E]:
        """The entities of a table by id; of two with one id the first stands."""
        found: dict[str, E] = {}
        for _, entity in self.each(table, adapt):
            if found.setdefault(entity.id or "", entity) is not entity:
                self.problems.append(
                    Problem(
                        record=f"{table} {entity.id}",
                        field="id",
                        message="id repetido: vale o primeiro registro",
                    )
                )
        return found

    def names(self, table: str, field: str) -> Mapping[str, str] | None:
        """One name per id of a small table, `None` where the export does not hold it."""
        if table not in self._tables:
            return None
        return {row.id: row.text(field) for row in (Reading(table, r) for r in self._records(table)) if row.id}


def _all_of(total: str, records: list[object]) -> bool:
    return total.isdecimal() and len(total) <= LONGEST_TOTAL and int(total) <= len(records)


class _Items:
    """Items by contract, and by sales plan for those that a contract has through its plan (INFERRED)."""

    def __init__(self, source: _Source) -> None:
        plans = [plan for _, plan in source.each("produtos_ixc_mvno", ixc.platform_plan)]
        self._by_contract: dict[str, list[ContractItem]] = {}
        self._by_sales_plan: dict[str, list[ContractItem]] = {}
        table = "vd_contratos_produtos"
        for record, items in source.each(table, lambda row: ixc.contract_items(row, plans=plans)):
            row = Reading(table, record)
            if contract_id := row.reference("id_contrato"):
                self._by_contract.setdefault(contract_id, []).extend(items)
            elif sales_plan := row.reference("id_vd_contrato"):
                self._by_sales_plan.setdefault(sales_plan, []).extend(items)
            else:
                row.note("id_contrato", "produto sem contrato e sem plano de venda")
                source.problems += row.problems

    def of(self, record: Mapping[str, object]) -> tuple[ContractItem, ...]:
        """The items of one `cliente_contrato`: its own first, then its sales plan's."""
        row = Reading("cliente_contrato", record)
        own = self._by_contract.get(row.id or "", [])
        return (*own, *self._by_sales_plan.get(row.reference("id_vd_contrato") or "", []))


def _owner(record: Mapping[str, object], contracts: Mapping[str, Contract]) -> str | None:
    contract = contracts.get(Reading("linha_mvno", record).reference("id_contrato") or "")
    return contract.customer_id if contract else None


def _broken_links(
    lines: Mapping[str, MvnoLine], contracts: Mapping[str, Contract], customers: Mapping[str, Customer]
) -> Iterator[Problem]:
    for line in lines.values():
        if line.contract_id not in contracts:
            yield Problem(
                record=f"linha_mvno {line.id}",
                field="id_contrato",
                message="o contrato não está na exportação",
            )
    for contract in contracts.values():
        if contract.customer_id not in customers:
            yield Problem(
                record=f"cliente_contrato {contract.id}",
                field="id_cliente",
                message="o cliente não está na exportação",
            )
