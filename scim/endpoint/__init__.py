"""HTTP: from the `entrance` to the verb in `views`, by the order of a request in `base`."""
