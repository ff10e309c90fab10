"""The family's models as values."""

import copy
import pickle

import attrs
import pytest

from isp_integrations import olt

ONU = olt.Onu(serial=olt.OnuSerial.parse("HWTC1A2B3C4D"), description="Casa 1", platform_ids={"onu": "7"})


@pytest.mark.parametrize("name", [*attrs.fields_dict(olt.Onu), "no_field"])
def test_nothing_of_an_onu_can_be_set_or_taken_away(name: str) -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(ONU, name, None)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        delattr(ONU, name)


def test_an_onu_survives_being_copied_and_pickled() -> None:
    assert copy.deepcopy(ONU) == copy.copy(ONU) == pickle.loads(pickle.dumps(ONU)) == ONU  # noqa: S301  our own


def test_onus_share_none_of_what_they_are_not_given() -> None:
    assert olt.Onu(serial=ONU.serial).raw is not olt.Onu(serial=ONU.serial).raw
    assert olt.Onu(serial=ONU.serial).platform_ids is not olt.Onu(serial=ONU.serial).platform_ids
