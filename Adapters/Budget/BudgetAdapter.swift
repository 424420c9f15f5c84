// Budget
