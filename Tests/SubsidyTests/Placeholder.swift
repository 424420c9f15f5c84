// SubsidyTests
