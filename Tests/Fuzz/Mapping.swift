func attack(_ input: [UInt8]) -> String? { MappingInvariants.violation(input) }
