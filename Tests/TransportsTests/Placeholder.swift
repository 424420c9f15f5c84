// TransportsTests
