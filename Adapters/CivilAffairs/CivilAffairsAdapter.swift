// CivilAffairs
