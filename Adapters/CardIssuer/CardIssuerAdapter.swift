// CardIssuer
