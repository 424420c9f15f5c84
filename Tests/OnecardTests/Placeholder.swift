// OnecardTests
