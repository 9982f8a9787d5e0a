# What the scripts share: read the inputs, and write results with the versions that made them.
input <- function(name) read.csv(file.path("input", paste0(name, ".csv")), comment.char = "#", na.strings = "")

keep <- function(rows, name, ...) {
  packages <- c(...)
  versions <- vapply(packages, function(p) paste(p, as.character(packageVersion(p))), "")
  made <- paste(c(paste0("R ", R.version$major, ".", R.version$minor), versions), collapse = ", ")
  path <- paste0(name, ".csv")
  writeLines(paste0("# ", made, "; ", name, ".R"), path)
  numbers <- vapply(rows, is.numeric, TRUE)
  rows[numbers] <- lapply(rows[numbers], function(x) ifelse(is.na(x), NA, formatC(x, digits = 12, format = "g", width = 1)))
  suppressWarnings(write.table(rows, path, append = TRUE, sep = ",", row.names = FALSE, quote = FALSE, na = ""))
}
