export { ProductTable } from './ProductTable'
export { ProductFormModal } from './ProductFormModal'
