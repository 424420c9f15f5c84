// MappingTests
