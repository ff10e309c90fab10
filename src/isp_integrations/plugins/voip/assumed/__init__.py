"""The family's one ASSUMED wire: what platforms borrow (:mod:`.exchanges`) where no source tells of an operation."""
